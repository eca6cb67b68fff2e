//! The traits of `api`, put on JavaScript.
