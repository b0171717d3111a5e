/** Measures the work of an action in a unit that does not depend on the machine or its load. */

/** A document of about 1 MiB. */
const document = JSON.stringify(
  Array.from({ length: 20_000 }, (_, index) => ({ value: `user-${index}`, active: true })),
);

/** @returns processor time, in units of parsing and serialising 1 MiB of JSON three times */
export function processorWork(action: () => unknown): number {
  const unit = processorTime(() => {
    for (let count = 0; count < 3; count += 1) JSON.stringify(JSON.parse(document));
  });
  return processorTime(action) / unit;
}

function processorTime(action: () => unknown): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
