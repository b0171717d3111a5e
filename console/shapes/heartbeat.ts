/** Milliseconds between two signs of life of the console, so that a page notices when it is gone or suspended. */
export const heartbeat = 15_000;
