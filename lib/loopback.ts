/** Tells the addresses that never leave this machine. */
import { isIP } from 'node:net';

/** @param hostname as a URL has it, an IPv6 address in brackets */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}
