/** Shows how far the soak is: a bar on a terminal, a line every few seconds elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5000;

export interface Progress {
  show(sent: number, backlog: number): void;
  end(): void;
}

/**
 * @param total messages
 * @param out a terminal or not
 */
export function progressOn(out: NodeJS.WriteStream, total: number): Progress {
  return out.isTTY ? bar(out, total) : lines(out, total);
}

function bar(stream: NodeJS.WriteStream, total: number): Progress {
  const format =
    '{bar} {percentage} % | {value} of {total} messages done, {backlog} on the queues | {duration_formatted}';
  const single = new SingleBar({ stream, format, hideCursor: true }, Presets.shades_classic);
  single.start(total, 0, { backlog: 0 });
  return {
    show: (sent, backlog) => single.update(sent - backlog, { backlog }),
    end: () => single.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, total: number): Progress {
  const begin = Date.now();
  let next = begin;
  return {
    show: (sent, backlog) => {
      const now = Date.now();
      if (now < next) return;
      next = now + LINE_EVERY_MS;
      const seconds = Math.round((now - begin) / 1000);
      stream.write(`${seconds} s: ${sent - backlog} of ${total} messages done, ${backlog} on the queues\n`);
    },
    end: () => {},
  };
}
