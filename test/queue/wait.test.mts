import { testCallbacks } from '../suites/waiting/callbacks.mts';
import { testEarlyCalls } from '../suites/waiting/early-calls.mts';
import { testModes } from '../suites/waiting/modes.mts';
import { testOnError } from '../suites/waiting/on-error.mts';
import { testSummaries } from '../suites/waiting/summaries.mts';
import { testTimeLimit } from '../suites/waiting/time-limit.mts';
import { useQueue } from '../suites/use-n8n.mts';

const running = useQueue();

describe('waiting in queue mode, with two workers and a webhook processor', () => {
	testModes(() => running.stage);
	testOnError(() => running.stage);
	testCallbacks(() => running.stage);
	testEarlyCalls(() => running.stage);
	testSummaries(() => running.stage);
	testTimeLimit(() => running.stage);
});
