/** The ports of the stack's servers. */

/**
 * Starts a server.
 *
 * @param variable of the port, for the error
 * @throws Error if the port is in use, with the variable to set
 */
export async function listening<Server>(
  variable: string,
  port: number,
  start: (port: number) => Promise<Server>,
): Promise<Server> {
  try {
    return await start(port);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    throw new Error(
      `Port ${port} on 127.0.0.1 is in use. Stop the program that listens there, or set ${variable} to another port (0 takes any free port).`,
      { cause },
    );
  }
}
