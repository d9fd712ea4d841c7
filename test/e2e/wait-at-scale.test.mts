import { testScale } from '../suites/waiting/scale-tests.mts';
import { useOwnN8n } from '../suites/use-n8n.mts';

const running = useOwnN8n();

describe('waiting at scale in regular mode', () => {
	testScale(() => running.stage, 'regular');
});
