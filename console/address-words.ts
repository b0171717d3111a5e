/** Tells the operator at the terminal how long an address of the console is good, and prints a new one at a signal. */
import { tokenLifetime } from './guard/admission.ts';

/** How long an address lets a browser in. */
export const addressLifetime = `${tokenLifetime / 60_000} minutes`;

/**
 * A signal comes from the operator alone. What a browser could ask for, everybody who reads the log could have.
 *
 * @param notice prints a line for the operator
 */
export function offerAddresses(running: { newAddress(): string }, notice: (text: string) => void): void {
  const isPossible = process.platform !== 'win32';
  const words = isPossible ? `For a new one: kill -USR2 ${process.pid}` : 'Start again for a new one.';
  notice(`The console's address lets in one browser, within ${addressLifetime}. ${words}`);
  if (isPossible) process.on('SIGUSR2', () => notice(`The console's new address: ${running.newAddress()}`));
}
