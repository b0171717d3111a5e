/**
 * The endpoint as a process of its own: `node local/aws/main.ts [--port 4566] [--folder .local/aws] [--time <ISO 8601>]`.
 * Its clock begins with `--time`, or is that of the machine. Prints `ready <url>` when it serves; ends on SIGINT, on SIGTERM, and with a parent that keeps an IPC channel to it.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startAws } from './endpoint.ts';

const options = {
  port: { type: 'string', default: '4566' },
  folder: { type: 'string' },
  time: { type: 'string' },
} as const;
const { values } = parseArgs({ options });
const ahead = values.time === undefined ? 0 : Date.parse(values.time) - Date.now();
const { url, close } = await startAws({
  port: Number(values.port),
  clock: () => Date.now() + ahead,
  ...(values.folder !== undefined && { folder: values.folder }),
});

console.log(`ready ${url}`);
await Promise.race(['SIGINT', 'SIGTERM', 'disconnect'].map((event) => once(process, event)));
await close();
if (process.connected) process.disconnect();
