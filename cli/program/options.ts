/** Options that several commands have. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../arguments/duration.ts';
import { type PersonAttribute, parsePersonAttribute } from '../arguments/person-attribute.ts';
import { UsageError } from '../arguments/usage-error.ts';

export function withStage(command: Command): Command {
  return command.addOption(
    new Option('--stage <stage>', 'the stage (default: local, if AWS is on this machine)').env('ZUORA_ACCESS_STAGE'),
  );
}

/** The two forms for programs. */
export function withForms(command: Command): Command {
  return command
    .addOption(new Option('--csv', 'print comma-separated values').conflicts('json'))
    .option('--json', 'print JSON');
}

/** For a command that asks the policy only for the names of entities. */
export function withPolicyNames(command: Command): Command {
  return command.option(
    '--policy <file>',
    "the policy, for the entities' names (default: policy.yml; on stage local else policy.example.yml)",
  );
}

export function withPerson(command: Command): Command {
  const parse = argumentParser(parsePersonAttribute);
  const collect = (text: string, previous: readonly PersonAttribute[]) => [...previous, parse(text)];
  return command.addOption(
    new Option('--person <attribute=value>', 'an attribute of the person; repeat it for a list')
      .argParser(collect)
      .default([], 'none'),
  );
}

/** @param what is followed to its outcome */
export function withWait(command: Command, what: string): Command {
  return command.addOption(
    new Option('--wait [duration]', `follow ${what} to its outcome, for at most this time`)
      .argParser(argumentParser(parseDuration))
      .preset('5m'),
  );
}

/**
 * Parses a value whose parser is loaded only when the command runs.
 *
 * @param name of the option or argument
 * @throws UsageError that names it
 */
export function parseNamed<Value>(name: string, text: string, parse: (text: string) => Value): Value {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${name}: ${error.message}`) : error;
  }
}

/** Makes a parser that Commander accepts: its error message names the option or argument. */
export function argumentParser<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
