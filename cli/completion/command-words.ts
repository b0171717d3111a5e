/** What can follow on a command line, taken from the program itself. */
import type { Argument, Command, Option } from 'commander';

/** The value of an option or argument. */
export interface WordValue {
  /** Empty if any text is possible. */
  readonly choices: readonly string[];
  /** Whether it names a file or folder. */
  readonly isPath: boolean;
}

export interface OptionWord {
  /** Such as `--stage`. */
  readonly name: string;
  readonly description: string;
  /** Undefined for an option that can stand alone. */
  readonly value: WordValue | undefined;
}

/** The words that can follow one command. */
export interface CommandWords {
  /** The words that name the command, each after a space; empty for the program. */
  readonly place: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionWord[];
  readonly argument: WordValue;
}

/** Those of a command and of all commands under it. */
export function commandWords(command: Command, place = ''): readonly CommandWords[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const [argument] = command.registeredArguments;
  return [
    {
      place,
      commands: commands.map((one) => ({ name: one.name(), description: help.subcommandDescription(one) })),
      options: help.visibleOptions(command).map(optionWord),
      argument: argument ? wordValue(argument.name(), argument) : { choices: [], isPath: false },
    },
    ...commands.flatMap((one) => commandWords(one, `${place} ${one.name()}`)),
  ];
}

function optionWord(option: Option): OptionWord {
  const { long, short, flags, description, required } = option;
  const value = required ? wordValue(flags, option) : undefined;
  return { name: long ?? short ?? '', description, value };
}

/** @param name such as `file`, `new-file` or `--policy <file>` */
function wordValue(name: string, { argChoices = [] }: Argument | Option): WordValue {
  return { choices: argChoices, isPath: /(^|<|-)(file|folder)(>|$)/.test(name) };
}
