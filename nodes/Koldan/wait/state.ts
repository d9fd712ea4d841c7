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
	/** Whether a webhook of this run is set on it. */
	registered: boolean;
	/** More to put out beside the job, such as a scheduled summary. */
	extra?: IDataObject;
}

/** An item that failed before the wait, to be told again after it. */
export interface FailedStart {
	error: { message: string; description?: string; httpCode?: string };
}

export interface WaitState {
	seed: string;
	/** When the first job was started (ISO 8601), less a margin for clocks that differ. */
	since: string;
	/** When to stop waiting (ISO 8601). */
	deadline?: string;
	/** True while the execution is parked. */
	parked: boolean;
	/** False when Koldan's list does not show all of the jobs, so that each must be asked for. */
	listed: boolean;
	items: Array<StartedJob | FailedStart | null>;
}

/** How far Koldan's clock may be behind ours, in milliseconds. */
const CLOCK_MARGIN = 60 * 60 * 1000;

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

/** The state of this run; a new one when there is none. */
export function readState(context: IExecuteFunctions): WaitState {
	const runs = runsOf(context);
	const index = runIndexOf(context);
	runs[index] ??= {
		seed: newSeed(),
		since: new Date(Date.now() - CLOCK_MARGIN).toISOString(),
		parked: false,
		listed: true,
		items: [],
	};
	return runs[index];
}

/** Forgets this run: its outcome is final. */
export function dropState(context: IExecuteFunctions): void {
	const runs = runsOf(context);
	delete runs[runIndexOf(context)];
}

/** Reads the parked run's state from a webhook call. */
export function readParkedState(context: IWebhookFunctions): WaitState | undefined {
	const name = JSON.stringify(context.getNode().name);
	const text: unknown = context.evaluateExpression(
		`{{ JSON.stringify($node[${name}].context[${JSON.stringify(KEY)}] ?? {}) }}`,
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
