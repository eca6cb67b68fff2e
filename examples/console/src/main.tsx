import { render } from 'preact';
import { connectAtStart } from './api/connection.ts';
import { App } from './app.tsx';
import { startClock } from './lib/clock.ts';
import { startTheme } from './lib/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/environments.css';
import './styles/queue.css';
import './styles/worker.css';

startTheme();
startClock();
render(<App />, document.getElementById('app') ?? document.body);
// After the page is there: the emulator's past takes a moment to live through.
requestAnimationFrame(() => setTimeout(() => void connectAtStart()));
