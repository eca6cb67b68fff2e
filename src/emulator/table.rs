//! A hash table without chance.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::BuildHasherDefault,
};

/// A hash table that takes the same steps in every run: the emulator's runs can be repeated, and so can the fuzzer's, which looks at
/// each step. Whoever makes keys collide slows down himself: an emulator serves the one who runs it.
pub(crate) type Table<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;
