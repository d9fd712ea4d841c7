/** Hints about all items of a run together, shown when it is over. */
import { giveHint } from '../api/hint';
import type { JobRun } from './jobRun';
import type { KoldanJob } from './kinds';

/** From how many items on somebody is told what one failed item would do to the others. */
const MANY = 10;

/** Says how many recordings have no speech, and, to somebody who builds a workflow, what *On Error* is for. */
export function hintAtEnd<Request, Job extends KoldanJob>(jobs: JobRun<Request, Job>): void {
	const { context, count, continueOnFail, withoutSpeech } = jobs;
	const { jobs: words, results } = jobs.plan.kind.words;
	if (withoutSpeech > 0)
		giveHint(
			context,
			`${withoutSpeech} of ${count} recordings ${withoutSpeech === 1 ? 'has' : 'have'} no speech: Koldan found no words in ${withoutSpeech === 1 ? 'it' : 'them'}.`,
		);
	if (count >= MANY && !continueOnFail && context.getMode() === 'manual')
		giveHint(
			context,
			`If one of these ${count} ${words} had failed, the node would have failed as a whole. To get the other ${results} all the same, open the node’s Settings and set On Error to Continue.`,
		);
}
