/** Finds jobs of whose end a trigger may not know. */
import { isTerminal } from '../api/jobs';
import { firstJobs } from '../api/paging';
import { timeOf } from '../api/times';
import type { TranscriptionJob } from '../api/types';
import type { Connection, TriggerContext } from './context';
import { isWanted } from './endedJobs';
import { readEvents } from './events';
import { readFilters } from './filters';
import { forgottenUpTo, hasStarted } from './ledger';
import { lookAt } from './register';
import { isSameAddress, type TriggerState } from './triggerState';
import { readWatch } from './watchFields';

/** How many of the newest jobs are looked through. */
const LOOKED_THROUGH = 500;

const lastTime = ({ completionDate, creationDate }: TranscriptionJob): number =>
	timeOf(completionDate) ?? timeOf(creationDate) ?? 0;

/** The ids of those of the jobs that have ended. */
export async function endedAmong(
	{ client }: Connection,
	jobIds: readonly string[],
): Promise<string[]> {
	return (await lookAt(client, jobIds)).filter(isTerminal).map(({ id }) => id);
}

/**
 * The ids of jobs that have this trigger's address, have ended as it listens to, and have not started the workflow.
 * Oldest first.
 */
export async function sentAndMissed(
	context: TriggerContext,
	{ client }: Connection,
	{ url, since }: TriggerState,
): Promise<string[]> {
	if (readWatch(context).watch === 'one') return [];
	const events = readEvents(context);
	const filters = readFilters(context);
	const from = Math.max(since, forgottenUpTo(context));
	const jobs = await firstJobs(
		client,
		{ status: [...events] },
		'creationDate,desc',
		LOOKED_THROUGH,
	);
	return jobs
		.filter(
			(job) =>
				isSameAddress(job.webhook?.url, url) &&
				lastTime(job) > from &&
				isWanted(job, events, filters) &&
				!hasStarted(context, job.id),
		)
		.map(({ id }) => id)
		.reverse();
}

/** The ids of all jobs that should have started the workflow, as far as can be told, and have not. */
export async function missedJobs(
	context: TriggerContext,
	connection: Connection,
	state: TriggerState,
): Promise<string[]> {
	const watched = await endedAmong(connection, state.jobs);
	const sent = await sentAndMissed(context, connection, state);
	return [...new Set([...watched, ...sent])].filter((id) => !hasStarted(context, id));
}
