/** Shows the progress of the soak: a bar on a terminal, otherwise a line every few seconds. */
import { Presets, SingleBar } from 'cli-progress';

const lineInterval = 5000;

export interface SoakProgress {
  show(sent: number, backlog: number): void;
  end(): void;
}

/**
 * @param total messages
 * @param out a terminal or not
 */
export function progressOn(out: NodeJS.WriteStream, total: number): SoakProgress {
  return out.isTTY ? barProgress(out, total) : lineProgress(out, total);
}

function barProgress(stream: NodeJS.WriteStream, total: number): SoakProgress {
  const format =
    '{bar} {percentage} % | {value} of {total} messages done, {backlog} on the queues | {duration_formatted}';
  const single = new SingleBar({ stream, format, hideCursor: true }, Presets.shades_classic);
  single.start(total, 0, { backlog: 0 });
  return {
    show: (sent, backlog) => single.update(sent - backlog, { backlog }),
    end: () => single.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream, total: number): SoakProgress {
  const begin = Date.now();
  let next = begin;
  return {
    show: (sent, backlog) => {
      const now = Date.now();
      if (now < next) return;
      next = now + lineInterval;
      const seconds = Math.round((now - begin) / 1000);
      stream.write(`${seconds} s: ${sent - backlog} of ${total} messages done, ${backlog} on the queues\n`);
    },
    end: () => {},
  };
}
