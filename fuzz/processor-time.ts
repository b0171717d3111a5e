/**
 * How long the processor works, in milliseconds of the machine on which limits were set: a slow machine keeps to the same
 * ones. Other programs do not count.
 */

const reference = JSON.stringify(
  Array.from({ length: 10_000 }, (_, index) => ({ id: `n${index}`, of: [index, null] })),
);

/** What reading the reference takes on that machine, in milliseconds. */
const usual = 5;

/** How many times slower this machine is, at this moment. */
export function slowness(): number {
  const times = Array.from({ length: 5 }, () => measured(() => JSON.parse(reference)));
  return Math.max(1, Math.max(...times) / usual);
}

/** @returns the milliseconds that the action takes */
export function processorTime(action: () => void): number {
  const time = measured(action);
  // The measure takes time itself, and matters only where somebody would complain.
  return time < 20 ? time : time / slowness();
}

function measured(action: () => void): number {
  const began = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
