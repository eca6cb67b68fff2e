// What wasm-bindgen wrote loads the wasm beside it, and runs `main`.
import init from './leasehold-page.js';

await init();
