/** The completion of zsh. */
import { shellWord } from '../../operator/printable.ts';
import { optionsWithValue, places } from './bash.ts';
import type { CommandWords, WordValue } from './command-words.ts';

interface DescribedWord {
  readonly name: string;
  readonly description: string;
}

/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
export function zshScript(all: readonly CommandWords[]): string {
  return `#compdef zuora-access
_zuora_access() {
  local current=$words[CURRENT] previous=$words[CURRENT-1] place='' word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place $word" in
      (${places(all)}) place+=" $word" ;;
    esac
  done
  case "$place $previous" in
${optionsWithValue(all)
  .map(({ place, name, value }) => `    (${shellWord(`${place} ${name}`)}) ${completeValue(value)}; return ;;`)
  .join('\n')}
  esac
  case "$place:$current" in
${all.map(completeCommand).join('\n')}
  esac
}
if [ "$funcstack[1]" = _zuora_access ]; then _zuora_access "$@"; else compdef _zuora_access zuora-access; fi`;
}

function completeCommand({ place, commands, options, argument }: CommandWords): string {
  return [
    `    (${shellWord(`${place}:-`)}*) ${describe('option', options)} ;;`,
    `    (${shellWord(`${place}:`)}*) ${commands.length > 0 ? describe('command', commands) : completeValue(argument)} ;;`,
  ].join('\n');
}

/** A colon separates a word from its description. */
function describe(kind: string, words: readonly DescribedWord[]): string {
  const entries = words.map(({ name, description }) =>
    shellWord(`${name.replaceAll(':', '\\:')}:${description.replaceAll(':', '\\:')}`),
  );
  return `found=(${entries.join(' ')}); _describe ${kind} found`;
}

function completeValue({ choices, isPath }: WordValue): string {
  if (choices.length > 0) return `compadd -- ${choices.map(shellWord).join(' ')}`;
  return isPath ? '_files' : ':';
}
