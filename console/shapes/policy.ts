/** What the page Policy gets and sends. */

interface PolicyProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly problem: string;
}

export interface PolicyView {
  /** The file's name. */
  readonly file: string;
  readonly lines: readonly string[];
  readonly isSound: boolean;
  /** Of a sound policy, what may be a mistake. */
  readonly problems: readonly PolicyProblem[];
  /** Which policy the functions decide by, in words. */
  readonly inForce: string;
  /** Whether it is another one than the file, and the file can be applied. */
  readonly isWaiting: boolean;
}

interface NamedPerson {
  /** Their id. */
  readonly person: string;
  readonly login: string;
}

interface RuleRow {
  readonly rule: string;
  readonly matches: number;
  readonly undecided: number;
  readonly unknown: readonly string[];
  /** Some of those whom it is undecided for. */
  readonly examples: readonly NamedPerson[];
}

export interface RulesView {
  readonly people: number;
  readonly rules: readonly RuleRow[];
}

interface TriedFinding {
  readonly attribute: string;
  readonly values: string;
  readonly wanted: string;
  readonly isMet: boolean;
}

export interface TriedRule {
  readonly rule: string;
  readonly effect: string;
  readonly verdict: 'matches' | 'contradicted' | 'undecided';
  readonly findings: readonly TriedFinding[];
}

/** What the policy makes of a person, by what is known of them now. */
export interface JudgedPerson {
  /** Whether a source told of them. */
  readonly isKnown: boolean;
  /** Their id. */
  readonly person?: string | undefined;
  readonly login?: string | undefined;
  /** Line by line. */
  readonly outcome: readonly string[];
  readonly rules: readonly TriedRule[];
}

/** What the policy makes of one event of a message. */
export interface TriedEvent {
  readonly title: string;
  /** Line by line. */
  readonly outcome: readonly string[];
  readonly rules: readonly TriedRule[];
}

export interface TryRequest {
  readonly body: string;
}

export interface TriedEvents {
  readonly events: readonly TriedEvent[];
}

interface DiffRow extends NamedPerson {
  readonly entity: string;
  readonly change: string;
  readonly before: string;
  readonly after: string;
}

export interface DiffRequest {
  /** Another policy, as YAML. */
  readonly policy: string;
}

export interface DiffView {
  readonly compared: number;
  readonly rows: readonly DiffRow[];
  /** Whether there are more. */
  readonly isPart: boolean;
}
