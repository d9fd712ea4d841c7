import { testScale } from '../suites/waiting/scale-tests.mts';
import { useQueue } from '../suites/use-n8n.mts';

const running = useQueue();

describe('waiting at scale in queue mode', () => {
	testScale(() => running.stage, 'queue');
});
