/**
 * The endpoint as a process of its own: `node local/aws/main.ts [--port 4566] [--folder .local/aws]`.
 * Prints `ready <url>` when it serves; ends on SIGINT, on SIGTERM, and with a parent that keeps an IPC channel to it.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startAws } from './endpoint.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4566' }, folder: { type: 'string' } } });
const { url, close } = await startAws({
  port: Number(values.port),
  ...(values.folder !== undefined && { folder: values.folder }),
});

console.log(`ready ${url}`);
await Promise.race(['SIGINT', 'SIGTERM', 'disconnect'].map((event) => once(process, event)));
await close();
if (process.connected) process.disconnect();
