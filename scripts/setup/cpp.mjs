import { which } from '../lib/command.mjs';
import { missing } from './advice.mjs';
import { install } from './apt.mjs';

/** A C++ compiler: libFuzzer, which comes with its crate, is written in it. CXX names another than `c++`. */
export async function ensureCpp({ host }) {
  if (host.CXX || which('c++', host) || process.platform === 'win32') return;
  if (!(await install(['g++'], 'the compiler of the fuzzing engine (about 60 MB, half a minute)'))) {
    throw missing('c++', 'There is no C++ compiler, which the fuzzing engine needs.');
  }
}
