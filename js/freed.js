// What becomes of an object of the wasm's that is used after it was freed.
import { baseError } from './errors.js';

/** For the glue: where an object is in the wasm's memory. */
export function placeOf({ __wbg_ptr: place }) {
  if (!place) throw baseError('this object was freed, and may not be used any more');
  return place;
}
