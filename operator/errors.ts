/** Why an operator's request cannot be carried out. */

/** Its message is one or more whole sentences for a person. */
export class OperatorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Something that the operator named does not exist. */
export class NotFound extends OperatorError {}

/** A file or folder cannot be used. */
export class UnreadableFile extends OperatorError {
  /** What is wrong, without the file's name. */
  readonly problem: string;

  constructor(file: string, problem: string) {
    super(`${file || "''"}: ${problem}`);
    this.problem = problem;
  }
}

export class NoSuchFile extends UnreadableFile {
  constructor(file: string) {
    super(file, 'there is no such file or folder');
  }
}

/** The file is longer than a message can be. */
export class FileTooLong extends UnreadableFile {}

/** Whether AWS refuses a call because the operator lacks the right to it. */
export function isDenied(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('AccessDenied');
}

/** An event was not sent, because the service could never carry it out. */
export class NotPublished extends OperatorError {}
