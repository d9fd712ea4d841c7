/**
 * What a run of the node remembers of its jobs: across the wait, and when n8n runs the node again after an error, so that
 * a job that was started (and is paid for) is never started twice. It lives in n8n's node context, which is stored with
 * the execution.
 */
import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { newSeed } from '../webhooks/tokens';

/** A job that was started for an item. */
export interface StartedJob {
	jobId: string;
	/** Fingerprint of what is paid for. */
	request: string;
	/**
	 * True where an execution that failed started it, and a retry of that execution has not looked at the item yet. Only then
	 * can the item have changed so much that it needs a job of its own.
	 */
	inherited?: boolean;
	/** The address that this run's webhook on it calls, without its query; undefined where there is none. */
	webhook?: string;
	/** True where it had ended, but not what follows it, before the webhook could be set on it. */
	hasEnded?: boolean;
	/** True once it ended without a result. *Retry On Fail* gives that error again; only a new execution starts another job. */
	failed?: boolean;
	/** True once the time limit was reached. Only a new execution waits again. */
	timedOut?: boolean;
	/** What Koldan begins by itself when the job has ended, and what is waited for too. */
	followUp?: FollowUp;
	/** More to put out beside the job, such as a scheduled summary. */
	extra?: IDataObject;
}

export interface FollowUp {
	jobId: string;
	/** As for the job itself. */
	webhook?: string;
	/** True where it had ended before a webhook could be set on it. */
	hasEnded?: boolean;
}

/** An item that failed before the wait, to fail in the same way after it. */
export interface FailedStart {
	error: { message: string; description?: string; httpCode?: string; details?: IDataObject };
	/**
	 * True where the request may have started a job although no answer came. It is never sent again within this execution;
	 * only a retry, which somebody starts, sends it again.
	 */
	unsure?: boolean;
}

export interface WaitState {
	/** The kind of the jobs. */
	kind?: string;
	/** What the secrets of this run's webhooks are derived from. */
	seed: string;
	/** Another one than the running execution's means that a failed execution is being retried. */
	executionId?: string;
	/** When the oldest of the jobs was created, as Koldan wrote it (ISO 8601). */
	since?: string;
	/** When to stop waiting (ISO 8601). Set once a wait has begun, unless it has no limit. */
	deadline?: string;
	/** True while the execution is parked. */
	parked: boolean;
	/** How often it was parked. */
	parks: number;
	/** How often it woke up without a call, to look at its jobs. */
	rechecks: number;
	/** When it wakes up without a call (ISO 8601). */
	recheckAt?: string;
	/** When a call last woke it up (ISO 8601). */
	wokenAt?: string;
	/** False when Koldan's list does not show all of the jobs, so that each must be read. */
	listed: boolean;
	items: Array<StartedJob | FailedStart | null>;
}

/** A call by an AI agent, which has no place of its own in the execution: what was started is known by what it asked for. */
interface ToolCall {
	requests: string[];
	/** True while the node works on it. */
	running: boolean;
	state: WaitState;
}

const RUNS = 'koldanRuns';
const TOOL_CALLS = 'koldanToolCalls';

type Runs = Record<string, WaitState>;

function runsOf(context: IExecuteFunctions): Runs {
	const store = context.getContext('node');
	store[RUNS] ??= {};
	return store[RUNS] as Runs;
}

function toolCallsOf(context: IExecuteFunctions): ToolCall[] {
	const store = context.getContext('node');
	store[TOOL_CALLS] ??= [];
	return store[TOOL_CALLS] as ToolCall[];
}

/** Which run of the node in its execution this is: it differs in each round of a loop, and stays over a wait. */
const runIndexOf = (context: IExecuteFunctions): string =>
	String(context.evaluateExpression('{{ $runIndex }}', 0));

const newState = (): WaitState => ({
	seed: newSeed(),
	parked: false,
	parks: 0,
	rechecks: 0,
	listed: true,
	items: [],
});

/** The state of this run; a new one when there is none. */
export function readState(context: IExecuteFunctions): WaitState {
	const runs = runsOf(context);
	const index = runIndexOf(context);
	runs[index] ??= newState();
	const state = runs[index];
	const executionId = context.getExecutionId();
	if (state.executionId !== executionId) beginExecution(state, executionId);
	return state;
}

/** A retried execution takes over what the failed one started, except for what came to nothing, and has its own time. */
function beginExecution(state: WaitState, executionId: string): void {
	state.executionId = executionId;
	state.parked = false;
	state.deadline = undefined;
	state.recheckAt = undefined;
	state.wokenAt = undefined;
	state.rechecks = 0;
	state.items = state.items.map((item) =>
		isStarted(item) && !item.failed ? { ...item, timedOut: undefined, inherited: true } : null,
	);
}

/**
 * The state of an AI agent's call. An agent may call the node several times at once, so a call that failed before is only
 * taken up by one that asks for just the same.
 *
 * @param requests fingerprints of what is paid for, one for each item
 */
export function readToolState(context: IExecuteFunctions, requests: string[]): WaitState {
	const calls = toolCallsOf(context);
	const isSame = (call: ToolCall): boolean =>
		!call.running && call.requests.join() === requests.join();
	const call = calls.find(isSame) ?? { requests, running: true, state: newState() };
	if (!calls.includes(call)) calls.push(call);
	call.running = true;
	return call.state;
}

/** Ends a call by an AI agent. What it started is kept if it failed, because n8n or the agent may call again. */
export function endToolCall(context: IExecuteFunctions, state: WaitState, failed: boolean): void {
	const store = context.getContext('node');
	store[TOOL_CALLS] = toolCallsOf(context).filter((call) => {
		if (call.state !== state) return true;
		call.running = false;
		return failed;
	});
}

/** Notes when a job was created. One that Koldan gives no date for can't be found in its list by date. */
export function noteCreation(state: WaitState, creationDate: unknown): void {
	const created = typeof creationDate === 'string' ? Date.parse(creationDate) : NaN;
	if (Number.isNaN(created)) state.listed = false;
	else if (state.since === undefined || created < Date.parse(state.since))
		state.since = creationDate as string;
}

/** Forgets this run: its outcome is final. */
export function dropState(context: IExecuteFunctions): void {
	const runs = runsOf(context);
	delete runs[runIndexOf(context)];
}

/** A string in an expression. Node names may hold what ends a string, or the expression. */
const literal = (text: string): string =>
	`"${text.replace(/[^\w ]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

/** What a webhook call reads of a run. */
export interface RunSeen extends Omit<WaitState, 'items'> {
	/** The job of each item; null where there is none. */
	jobIds: Array<string | null>;
	/** What follows the job of each item, where something does; absent where nothing follows any. */
	followUpIds?: Array<string | null>;
}

/**
 * Reads the states of all runs of the node as a webhook call does, which has no other way to what the node remembers. A run with
 * hundreds of jobs is called as often: so no more is taken out of the execution than a call needs.
 */
function seeRuns(context: IExecuteFunctions | IWebhookFunctions): RunSeen[] {
	const runs = `$node[${literal(context.getNode().name)}].context[${literal(RUNS)}] ?? {}`;
	const ids = (of: string): string => `run.items.map((item) => item?.${of})`;
	const seen = `({ ...run, items: undefined, jobIds: ${ids('jobId')}, followUpIds: run.items.some((item) => item?.followUp) ? ${ids('followUp?.jobId')} : undefined })`;
	const text: unknown = context.evaluateExpression(
		`{{ JSON.stringify(Object.values(${runs}).map((run) => ${seen})) }}`,
		0,
	);
	const read: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
	return Array.isArray(read) ? (read as RunSeen[]) : [];
}

/** Whether a webhook call will find what is remembered here. */
export const canReadBack = (context: IExecuteFunctions, { seed }: WaitState): boolean =>
	seeRuns(context).some((run) => run.seed === seed);

/** Reads the states of all runs of the node that are parked from a webhook call. A stale one may stand beside the real one. */
export const readParkedStates = (context: IWebhookFunctions): RunSeen[] =>
	seeRuns(context).filter(({ parked }) => parked);

export const isStarted = (item: StartedJob | FailedStart | null | undefined): item is StartedJob =>
	item !== null && item !== undefined && 'jobId' in item;

/** A short fingerprint of anything that can be written as JSON. */
export const fingerprint = (value: unknown): string =>
	createHash('sha256')
		.update(JSON.stringify(value) ?? '')
		.digest('hex')
		.slice(0, 16);
