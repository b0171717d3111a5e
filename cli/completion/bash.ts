/** The completion of bash. */
import { shellWord } from '../../operator/printable.ts';
import type { CommandWords, OptionWord, WordValue } from './command-words.ts';

/** https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
export function bashScript(all: readonly CommandWords[]): string {
  return `_zuora_access() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} place='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place $word" in
      ${places(all)}) place+=" $word" ;;
    esac
  done
  case "$place $previous" in
${optionsWithValue(all)
  .map(({ place, name, value }) => `    ${shellWord(`${place} ${name}`)}) ${completeValue(value)}; return ;;`)
  .join('\n')}
  esac
  case "$place:$current" in
${all.map(completeCommand).join('\n')}
  esac
}
complete -F _zuora_access zuora-access`;
}

/** The places of all commands, as alternatives of a pattern. */
export function places(all: readonly CommandWords[]): string {
  return all
    .filter(({ place }) => place !== '')
    .map(({ place }) => shellWord(place))
    .join('|');
}

/** The options that take a value, with their places. */
export function optionsWithValue(all: readonly CommandWords[]) {
  return all.flatMap(({ place, options }) =>
    options.flatMap(({ name, value }) => (value === undefined ? [] : [{ place, name, value }])),
  );
}

function completeCommand({ place, commands, options, argument }: CommandWords): string {
  const names = commands.map(({ name }) => name);
  return [
    `    ${shellWord(`${place}:-`)}*) ${completeWords(options.map(({ name }: OptionWord) => name))} ;;`,
    `    ${shellWord(`${place}:`)}*) ${names.length > 0 ? completeWords(names) : completeValue(argument)} ;;`,
  ].join('\n');
}

function completeValue({ choices, isPath }: WordValue): string {
  if (choices.length > 0) return completeWords(choices);
  if (!isPath) return ':';
  // compopt is missing in bash 3, the one of macOS.
  return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))';
}

function completeWords(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W ${shellWord(words.join(' '))} -- "$current"))`;
}
