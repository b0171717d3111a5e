/** Files that cannot be written to, such as on a full disk. */

/** What could not be stored. The operator has been told already. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}

/** Writes, or throws a `StorageFailure`. */
export type GuardedWrite = <Result>(write: () => Result) => Result;

/**
 * Guards the writes to a file: tells the operator once when they begin to fail, and once when they work again.
 *
 * @param notice gets a sentence for the operator
 */
export function guardWrites(file: string, notice: (text: string) => void = console.error): GuardedWrite {
  let failing = false;
  return (write) => {
    try {
      const result = write();
      if (failing) notice(`${file} can be written to again.`);
      failing = false;
      return result;
    } catch (cause) {
      const problem = `${file} cannot be written to (${failureCode(cause)}).`;
      if (!failing)
        notice(`${problem} Free some space on its disk. Nothing stored is lost, and nothing new is stored until then.`);
      failing = true;
      throw new StorageFailure(problem, { cause });
    }
  };
}

/** Makes a change, or undoes it if it cannot be stored. */
export function writeOrUndo(write: () => void, undo: () => void): void {
  try {
    write();
  } catch (error) {
    undo();
    throw error;
  }
}

/** `ENOSPC`, or what the error says of itself where the operating system has no such code for it. */
export function failureCode(error: unknown): string {
  const { code, message }: { code?: unknown; message?: unknown } = Object(error);
  return typeof code === 'string' && code !== 'ERR_SQLITE_ERROR' ? code : String(message ?? error);
}

/** For what can go unstored: the operator has been told of the disk. */
export function unlessFull(store: () => void): void {
  try {
    store();
  } catch (error) {
    if (!(error instanceof StorageFailure)) throw error;
  }
}
