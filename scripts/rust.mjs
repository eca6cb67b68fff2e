// The examples in Rust: builds what is missing, starts an emulator where no key is set, and runs them. `npm run rust -- --help`
import { build } from './build.mjs';
import { main } from './lib/say.mjs';

const usage = `usage: npm run rust                        the native program: lists environments, then works on 20 items
       npm run rust -- work --concurrency 8   the native program with these arguments
       npm run rust -- page [--port 8788] [--arrivals 2000]
                                              the page, at an address that it prints; a session arrives every so many ms

Everything talks to an emulator of its own. With ANTHROPIC_API_KEY or ANTHROPIC_ENVIRONMENT_KEY set it talks to the API at
ANTHROPIC_BASE_URL (default https://api.anthropic.com), and the native program is built with TLS.`;

await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--help' || first === '-h') return console.log(usage);
  await build();
  // These import what the build makes.
  if (first === 'page') return (await import('./rust/page.mjs')).servePage(rest);
  return (await import('./rust/native.mjs')).runNative(process.argv.slice(2));
});
