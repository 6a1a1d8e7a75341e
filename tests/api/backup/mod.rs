//! `backup` and `restore`: from either database into either, and files that are damaged.

mod files;
mod round_trip;
mod unusable;
