import { Stop } from '../lib/say.mjs';

const systems = {
  rust: {
    'any system': 'https://rustup.rs (then open a new shell)',
    Debian: 'apt-get install rustc-web cargo-web',
    Fedora: 'dnf install rust cargo',
    Arch: 'pacman -S rustup && rustup default stable',
    macOS: 'brew install rustup && rustup default stable',
    Windows: 'winget install Rustlang.Rustup',
  },
  'wasm-target': {
    rustup: 'rustup target add wasm32-unknown-unknown',
    'Debian 12': 'apt-get install rustc-web cargo-web rust-web-src lld-22, and run this again as root or with sudo',
    Fedora: 'dnf install rust-std-static-wasm32-unknown-unknown lld',
    Arch: 'pacman -S rust-wasm lld (or rustup)',
    macOS: "brew install rustup; Homebrew's own rust has no wasm32",
    Windows: 'winget install Rustlang.Rustup, then rustup target add wasm32-unknown-unknown',
  },
  linker: {
    Debian: 'apt-get install gcc libc6-dev',
    Fedora: 'dnf install gcc',
    Arch: 'pacman -S gcc',
    macOS: 'xcode-select --install',
  },
  'c++': {
    Debian: 'apt-get install g++',
    Fedora: 'dnf install gcc-c++',
    Arch: 'pacman -S gcc',
    macOS: 'xcode-select --install',
    elsewhere: 'set CXX to the path of a compiler',
  },
  chromium: {
    Debian: 'apt-get install chromium chromium-driver',
    Fedora: 'dnf install chromium chromedriver',
    Arch: 'pacman -S chromium',
    macOS: 'brew install --cask chromium chromedriver',
    Windows: 'Chrome, and chromedriver.exe of the same version on PATH',
    elsewhere: 'set CHROME and CHROMEDRIVER to their paths',
  },
  firefox: {
    Debian: 'apt-get install firefox-esr',
    Fedora: 'dnf install firefox',
    Arch: 'pacman -S firefox',
    macOS: 'brew install --cask firefox',
    elsewhere: 'set FIREFOX to its path',
  },
  webkit: {
    Debian: 'apt-get install webkit2gtk-driver xvfb',
    Fedora: 'dnf install webkit2gtk4.1 xorg-x11-server-Xvfb (and WebKitWebDriver)',
    elsewhere: 'WebKitGTK runs on Linux only: leave it out by name',
  },
  lints: {
    rustup: 'rustup component add rustfmt clippy',
    Debian: 'apt-get install rustfmt-web rust-web-clippy (of the same version as rustc-web)',
    Fedora: 'dnf install rustfmt clippy',
    Arch: 'pacman -S rust (has both)',
  },
};

/**
 * The error that ends set-up: what is missing, what for, and how to get it.
 *
 * @param {keyof typeof systems} what
 * @param {string} because a sentence
 */
export function missing(what, because) {
  const lines = Object.entries(systems[what]).map(([system, how]) => `  ${`${system}:`.padEnd(12)} ${how}`);
  return new Stop(`${because}\n${lines.join('\n')}`);
}
