//! JS classes.
