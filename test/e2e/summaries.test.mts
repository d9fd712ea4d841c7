import { testSummaries } from '../suites/waiting/summaries.mts';
import { useN8n } from '../suites/use-n8n.mts';

const running = useN8n();

describe('summaries in regular mode', () => {
	testSummaries(() => running.stage);
});
