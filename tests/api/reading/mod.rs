//! Reading: lists and records, their filters, orders, pages, languages and links.

mod answers;
mod area_filters;
mod bad_parameters;
mod bad_paths;
mod bad_values;
mod conditional;
mod crawl;
mod entry;
mod event_filters;
mod facets;
mod fields;
mod filter_model;
mod inclusion;
mod language;
mod large_pages;
mod links;
mod long_lists;
mod many_matches;
mod other_filters;
mod paging;
mod parts;
mod search;
mod sets;
mod sorting;
mod states;
mod words;
