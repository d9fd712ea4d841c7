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
	/** Fingerprint of what was asked for; another one means that the item changed and needs a job of its own. */
	request: string;
	/** The address that this run's webhook on it calls, without its query; undefined where there is none. */
	webhook?: string;
	/** True once it ended without a transcript. *Retry On Fail* tells that again; only a new execution starts another job. */
	failed?: boolean;
	/** True once the time limit was reached. Only a new execution waits again. */
	late?: boolean;
	/** More to put out beside the job, such as a scheduled summary. */
	extra?: IDataObject;
}

/** An item that failed before the wait, to be told again after it. */
export interface FailedStart {
	error: { message: string; description?: string; httpCode?: string };
	/**
	 * Fingerprint of a request that may have started a job although no answer came. *Retry On Fail* tells that again; only a
	 * new execution, which somebody starts, sends it again.
	 */
	unsure?: string;
}

export interface WaitState {
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
	/** When it wakes up at the latest, to look at the jobs (ISO 8601). */
	napUntil?: string;
	/** False when Koldan's list does not show all of the jobs, so that each must be asked for. */
	listed: boolean;
	items: Array<StartedJob | FailedStart | null>;
}

const KEY = 'koldanRuns';

type Runs = Record<string, WaitState>;

function runsOf(context: IExecuteFunctions): Runs {
	const store = context.getContext('node');
	store[KEY] ??= {};
	return store[KEY] as Runs;
}

/** Which run of the node in its execution this is: it differs in each round of a loop, and stays over a wait. */
function runIndexOf(context: IExecuteFunctions): string {
	return String(context.evaluateExpression('{{ $runIndex }}', 0));
}

/** A state that is kept nowhere: an AI agent may run a node several times at once. */
export const newState = (): WaitState => ({
	seed: newSeed(),
	parked: false,
	parks: 0,
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
	state.items = state.items.map((item) => {
		if (!isStarted(item)) return null;
		return item.failed ? null : { ...item, late: undefined };
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

/** Reads the parked run's state from a webhook call. */
export function readParkedState(context: IWebhookFunctions): WaitState | undefined {
	const name = literal(context.getNode().name);
	const text: unknown = context.evaluateExpression(
		`{{ JSON.stringify($node[${name}].context[${literal(KEY)}] ?? {}) }}`,
	);
	if (typeof text !== 'string') return undefined;
	return Object.values(JSON.parse(text) as Runs).find(({ parked }) => parked);
}

export const isStarted = (item: StartedJob | FailedStart | null | undefined): item is StartedJob =>
	item !== null && item !== undefined && 'jobId' in item;

/** A short fingerprint of anything that can be written as JSON. */
export const fingerprint = (value: unknown): string =>
	createHash('sha256')
		.update(JSON.stringify(value) ?? '')
		.digest('hex')
		.slice(0, 16);
