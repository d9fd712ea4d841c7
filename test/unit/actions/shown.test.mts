/** What n8n's editor shows of the nodes beside their forms: what is chosen, and what they are doing. */
import { Workflow, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';
import { Koldan } from '../../../nodes/Koldan/Koldan.node';
import { KoldanPollingTrigger } from '../../../nodes/Koldan/KoldanPollingTrigger.node';
import { KoldanTrigger } from '../../../nodes/Koldan/KoldanTrigger.node';

/** What the editor makes of an expression in a node's description. */
function shown(type: INodeType, expression: unknown, parameters: INodeParameters): unknown {
	const node: INode = {
		id: '1',
		name: 'Node',
		type: type.description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(
		workflow.nodes.Node,
		expression as string,
		'internal',
		{},
	);
}

const koldan = new Koldan();
const { properties, subtitle, waitingNodeTooltip } = koldan.description;

test('before a run that does not wait, the editor says where the transcripts come from', () => {
	const [hint] = koldan.description.hints ?? [];
	expect(hint.message).toMatch(/operation Wait, or .* Koldan Trigger/);
	const isShown = (parameters: INodeParameters) => shown(koldan, hint.displayCondition, parameters);
	expect(isShown({ operation: 'upload', waitForCompletion: 'none' })).toBe(true);
	expect(isShown({ operation: 'upload' })).toBe(false);
	// It has no such field.
	expect(isShown({ operation: 'cancel', waitForCompletion: 'none' })).toBe(false);
});

test('a new node transcribes, with an API key', () => {
	const [authentication, resource, operation] = properties;
	expect(authentication).toMatchObject({ name: 'authentication', default: 'apiKey' });
	expect(resource).toMatchObject({ name: 'resource', type: 'options', default: 'transcription' });
	expect(operation).toMatchObject({ name: 'operation', default: 'upload' });
	expect(operation.options?.[0]).toMatchObject({ value: 'upload' });
});

test.each<[INodeParameters, string]>([
	[{}, 'Transcribe → Simplified'],
	[{ operation: 'upload', outputFormat: 'srt' }, 'Transcribe → SRT'],
	[{ operation: 'create', outputFormat: 'textWithSpeakers' }, 'Transcribe → Text with Speakers'],
	[{ operation: 'wait', outputFormat: 'json' }, 'Wait → JSON'],
	[{ operation: 'getResult', outputFormat: 'vtt' }, 'Get Transcript → WebVTT'],
	[{ operation: 'getAll' }, 'Get Many'],
	[{ operation: 'deleteWebhook' }, 'Delete Webhook'],
])('the canvas shows for %j: %s', (parameters, text) => {
	expect(shown(koldan, subtitle, parameters)).toBe(text);
});

test('the canvas has a name for every operation', () => {
	const operations = properties[2].options as Array<{ name: string; value: string }>;
	for (const { value } of operations)
		expect(shown(koldan, subtitle, { operation: value })).toMatch(/^[A-Z][A-Za-z →]+$/);
});

const BY_ITSELF =
	'Koldan is transcribing. This execution continues by itself, and you can close the editor.';

test.each<[INodeParameters, string]>([
	[{}, 'It waits for 24 hours at most.'],
	[{ limitType: 'duration', amount: 3, unit: 'days' }, 'It waits for 3 days at most.'],
	[
		{ limitType: 'date', until: '2026-12-24T18:00:00' },
		'It waits until 2026-12-24T18:00:00 at most.',
	],
	[{ limitType: 'none' }, ''],
	[{ limitType: 'date', until: '={{ $now.plus(1, "day") }}' }, ''],
])('a node that sleeps with %j says: … %s', (settings, limit) => {
	const parameters = { options: { waiting: { settings } } };
	const text = shown(koldan, waitingNodeTooltip, parameters);
	expect(text).toBe(`${BY_ITSELF} ${limit}`);
});

test('a node that sleeps with nothing set says so', () => {
	const text = shown(koldan, waitingNodeTooltip, {});
	expect(text).toBe(`${BY_ITSELF} It waits for 24 hours at most.`);
});

describe.each([
	['Koldan Trigger', new KoldanPollingTrigger(), 'Trigger On'],
	['Koldan Webhook Trigger', new KoldanTrigger(), 'Trigger When'],
])('%s', (displayName, trigger, field) => {
	test('is called so', () => {
		expect(trigger.description).toMatchObject({ displayName, defaults: { name: displayName } });
		const events = trigger.description.properties.find(({ name }) => name === 'events');
		expect(events?.displayName).toBe(field);
	});

	test('the canvas shows its events', () => {
		const events = ['completed', 'failed'];
		expect(shown(trigger, trigger.description.subtitle, { events })).toBe('Completed, Failed');
		expect(shown(trigger, trigger.description.subtitle, {})).toBe('Transcription Completed');
	});
});
