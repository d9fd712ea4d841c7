/** Whether everything came out that should have, and nothing twice. */
import type { Figure } from '../bench/benchmark.mts';
import { isTerminal } from '../koldan-server/jobs.mts';
import type { Execution } from '../n8n/client.mts';
import type { N8nQueue } from '../n8n/queue.mts';
import { transcriptOf } from '../suites/waiting/stage.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import type { Kill } from './disturbances.mts';
import type { Told } from './sink.mts';
import { POLLED, SENT, TRANSCRIPTS } from './load.mts';
import type { Load } from './load.mts';
import type { Sink } from './sink.mts';

const MANY = 100_000;

const none = (figure: string, value: number): Figure => ({
	figure,
	value,
	unit: '',
	goal: '0',
	holds: value === 0,
});

const count = (figure: string, value: number): Figure => ({ figure, value, unit: '' });

/** Where there was nothing, nothing was shown. */
const some = (figure: string, value: number): Figure => ({
	...count(figure, value),
	goal: '> 0',
	holds: value > 0,
});

function countBy<T>(values: readonly T[]): Map<T, number> {
	const counts = new Map<T, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}

const moreThanOnce = (values: readonly unknown[]) =>
	[...countBy(values).values()].filter((times) => times > 1).length;

/** The executions of some workflows that have not ended with success, with their data. */
export async function unfinished(
	n8n: N8nQueue,
	workflows: readonly string[],
): Promise<Execution[]> {
	const all = await Promise.all(workflows.map(async (id) => await n8n.executions(id, MANY)));
	const open = all.flat().filter(({ status }) => status !== 'success');
	return await Promise.all(open.map(async ({ id }) => await n8n.execution(id)));
}

/**
 * An execution whose worker was killed is marked as crashed; in queue mode, n8n gives it up at its second worker that is. One whose
 * webhook processor was killed before it was queued stays new: n8n never runs it.
 */
const isGivenUp = ({ status, data }: Execution): boolean =>
	['crashed', 'new'].includes(status) ||
	/failed to be processed too many times/.test(data?.resultData?.error?.message ?? '');

/**
 * Recordings that did not come out though n8n gave none of their executions up. What an execution that n8n gave up was
 * started with is seldom stored: so as many executions with missing recordings are left out as n8n gave up of their workflow.
 */
function lostFrom(load: Load, executions: readonly Execution[], arrived: Set<string>): string[] {
	const givenUp = countBy(executions.filter(isGivenUp).map(({ workflowId }) => workflowId));
	return load.executions.flatMap(({ workflowId, labels }) => {
		const missing = labels.filter((label) => !arrived.has(label));
		const left = givenUp.get(workflowId) ?? 0;
		if (missing.length === 0 || left === 0) return missing;
		givenUp.set(workflowId, left - 1);
		return [];
	});
}

/** What was told of jobs for which more than one execution was started, by the job's id. */
function startedTwice(told: readonly Told[]): Map<string, Told[]> {
	const byJob = new Map<string, Told[]>();
	for (const each of told) byJob.set(each.id ?? '', [...(byJob.get(each.id ?? '') ?? []), each]);
	return new Map(
		[...byJob].filter(([, all]) => new Set(all.map(({ execution }) => execution)).size > 1),
	);
}

/** A start that its process has not stored yet is lost with it, in milliseconds. */
const STORED_IN = 5_000;

/** Whether a webhook processor was killed when it had just started an execution, and may not have stored that. */
const wasForgotten = ([{ at }]: readonly Told[], kills: readonly Kill[]): boolean =>
	kills.some((kill) => kill.command === 'webhook' && kill.at >= at && kill.at - at < STORED_IN);

/**
 * What a trigger told against what it should have told.
 *
 * @param givenUp executions of its workflow that n8n gave up
 */
function ofTrigger(
	name: string,
	told: readonly Told[],
	wanted: readonly string[],
	givenUp: number,
	kills: readonly Kill[],
): Figure[] {
	const ids = told.map(({ id }) => id);
	const known = new Set(ids);
	const missing = wanted.filter((id) => !known.has(id));
	if (missing.length > 0) console.error(`${name}: not told of ${missing.join(', ')}`);
	const twice = startedTwice(told);
	const forgotten = [...twice.values()].filter((all) => wasForgotten(all, kills)).length;
	for (const [id, all] of twice) {
		const times = all.map(({ execution, at }) => `${execution} at ${new Date(at).toISOString()}`);
		console.error(`${name}: job ${id} started executions ${times.join(' and ')}`);
	}
	return [
		some(`${name}: ends it had to tell of`, wanted.length),
		count(`${name}: executions that n8n gave up with a killed process`, givenUp),
		none(`${name}: not told by an execution that went on`, Math.max(0, missing.length - givenUp)),
		count(`${name}: started again, since its process was killed at the first start`, forgotten),
		none(`${name}: started the workflow twice`, twice.size - forgotten),
		// n8n runs an execution again whose worker was killed: what it told before comes again.
		count(`${name}: told twice by one execution`, moreThanOnce(ids) - twice.size),
	];
}

export async function judge(
	n8n: N8nQueue,
	scene: Scene,
	sink: Sink,
	load: Load,
	kills: readonly Kill[],
): Promise<Figure[]> {
	const jobs = scene.koldan.jobs.list();
	const labelOf = (fileId: string) => scene.labelOf(fileId);
	const executions = await unfinished(n8n, load.workflows);
	const givenUpOf = async (workflowId: string) =>
		(await unfinished(n8n, [workflowId])).filter(isGivenUp).length;
	const others = executions.filter((execution) => !isGivenUp(execution));
	for (const { id, status, data } of others)
		console.error(`Execution ${id} is ${status}: ${data?.resultData?.error?.message}`);
	const told = sink.told(TRANSCRIPTS);
	const arrived = new Set(told.map(({ label = '' }) => label));
	const recordings = load.executions.flatMap(({ labels }) => labels);
	const missing = recordings.filter((label) => !arrived.has(label));
	const lost = lostFrom(load, executions, arrived);
	if (lost.length > 0) console.error(`Lost: ${lost.join(', ')}`);
	const summarized = told.filter(({ label = '' }) => load.summarized.has(label));
	const ended = jobs.filter(isTerminal);
	const summaries = scene.koldan.summaries.all();
	return [
		some('executions', load.executions.length),
		some('recordings', recordings.length),
		count(
			'executions that n8n gave up, or never ran, with a killed process',
			executions.length - others.length,
		),
		none('executions that failed or hang', others.length),
		count('transcripts that did not come out', missing.length),
		none('transcripts lost by executions that went on', lost.length),
		none('transcripts that came out twice', moreThanOnce(told.map(({ label }) => label))),
		none(
			'wrong transcripts',
			told.filter(({ label = '', text }) => text !== transcriptOf(label)).length,
		),
		some('transcripts with summaries', summarized.length),
		none(
			'missing or wrong summaries',
			summarized.filter(({ label = '', summary }) => summary !== `Extract: ${transcriptOf(label)}`)
				.length,
		),
		none(
			'transcriptions summarized twice',
			moreThanOnce(summaries.map(({ transcriptionId }) => transcriptionId)),
		),
		none('recordings transcribed twice', moreThanOnce(jobs.map(({ fileId }) => labelOf(fileId)))),
		...ofTrigger(
			'polling trigger',
			sink.told(POLLED),
			[...ended, ...summaries.filter(isTerminal)].map(({ id }) => id),
			await givenUpOf(load.pollingWorkflow),
			kills,
		),
		...ofTrigger(
			'trigger',
			sink.told(SENT),
			ended.filter(({ fileId }) => load.sent.has(labelOf(fileId) ?? '')).map(({ id }) => id),
			await givenUpOf(load.triggerWorkflow),
			kills,
		),
	];
}
