//! What every request meets first and every answer leaves by, whatever is asked for.

mod bodies;
mod catalogues;
mod compression;
mod cors;
mod database;
mod file;
mod headers;
mod heads;
mod lists;
mod messages;
mod methods;
mod operation;
mod panics;
mod portal;
mod problems;
mod rate_limit;
mod sitemap;
mod swagger;
