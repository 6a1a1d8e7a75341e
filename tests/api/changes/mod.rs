//! `/changes`: what a harvester reads to keep a copy, at once or as soon as there is something.

mod copies;
mod feed;
mod model;
mod wait;
