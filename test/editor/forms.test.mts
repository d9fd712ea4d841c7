/** What n8n's editor shows before anything has run: the panel of nodes, each form with all its fields, and lists. */
import { Koldan } from '../../nodes/Koldan/Koldan.node';
import { KoldanPollingTrigger } from '../../nodes/Koldan/KoldanPollingTrigger.node';
import { KoldanTrigger } from '../../nodes/Koldan/KoldanTrigger.node';
import { RESOURCES } from '../../nodes/Koldan/actions/registry';
import { pollingWorkflow } from '../suites/triggers/workflow.mts';
import { node } from '../suites/waiting/workflow.mts';
import { wholeForm } from './support/forms.mts';
import { seen, useEditor } from './support/use-editor.mts';

const running = useEditor();

const OPERATIONS = RESOURCES.flatMap(({ value: resource, operations }) =>
	operations.map(({ value: operation, action }) => ({ resource, operation, action })),
);

test('the panel of nodes finds the Koldan node and the triggers, with all actions', async () => {
	const { editor } = running;
	await editor.openNewWorkflow();
	await editor.testId('canvas-plus-button').click();
	await editor.testId('node-creator-search-bar').fill('koldan');
	const panel = editor.testId('node-creator');
	await editor.waitForText(
		panel,
		'Starts the workflow when a transcription or a summary in Koldan ends',
	);
	await editor.page.screenshot({ path: seen('panel') });
	await panel.getByText('Transcribe recordings with Koldan').click();
	await editor.waitForText(panel, `Actions (${OPERATIONS.length})`);
	await panel.getByText(`Actions (${OPERATIONS.length})`).click();
	// The list unfolds.
	for (const { action } of OPERATIONS) await editor.waitForText(panel, action);
	const text = await panel.innerText();
	await editor.page.screenshot({ path: seen('panel-actions') });
	const places = OPERATIONS.map(({ action }) => text.indexOf(action));
	expect(Math.min(...places)).toBe(places[0]);
});

describe('the form', () => {
	const FORMS = [
		...OPERATIONS.map(({ resource, operation }) => ({
			name: `${resource} ${operation}`,
			type: 'koldan',
			...wholeForm(new Koldan().description, { resource, operation }),
		})),
		{
			name: 'trigger',
			type: 'koldanPollingTrigger',
			...wholeForm(new KoldanPollingTrigger().description, {}),
		},
		...['all', 'one', 'sent'].map((watch) => ({
			name: `webhook trigger ${watch}`,
			type: 'koldanTrigger',
			...wholeForm(new KoldanTrigger().description, { watch }),
		})),
	];
	beforeAll(async () => {
		const workflow = await running.stage.n8n.importWorkflow(
			{
				name: 'All forms',
				nodes: FORMS.map(({ name, type, parameters }, index) =>
					node(name, `n8n-nodes-koldan.${type}`, 1, index, parameters, {
						credentials: { koldanApi: { id: '', name: 'Koldan account' } },
					}),
				),
				connections: {},
			},
			{ koldanApi: running.stage.credential },
		);
		await running.editor.openWorkflow(workflow);
	});

	test.each(FORMS)('of $name shows all that it has', async ({ name, labels }) => {
		const { editor } = running;
		await editor.openNode(name);
		const panel = editor.testId('node-parameters');
		const text = await editor.waitForText(panel, labels[labels.length - 1]);
		await editor.page.screenshot({ path: seen(`form-${name.replaceAll(' ', '-')}`) });
		expect(labels.filter((label) => !text.includes(label))).toEqual([]);
		await editor.closeNode();
	});
});

test('models and languages are chosen from lists', async () => {
	const { editor, stage } = running;
	const { page } = editor;
	const options = { defaultLanguageCode: { __rl: true, mode: 'list', value: '' } };
	const id = await stage.n8n.importWorkflow(
		{
			name: 'Lists',
			nodes: [
				node(
					'Transcribe',
					'n8n-nodes-koldan.koldan',
					1,
					0,
					{ options },
					{
						credentials: { koldanApi: { id: '', name: 'Koldan account' } },
					},
				),
			],
			connections: {},
		},
		{ koldanApi: stage.credential },
	);
	await editor.openWorkflow(id);
	await editor.openNode('Transcribe');
	await editor.testId('resource-locator-model').locator('input').last().click();
	await page.getByText('Hebrew General (he, en)').click();
	await editor.testId('resource-locator-defaultLanguageCode').locator('input').last().click();
	await page.getByText('Hebrew, עברית (he)').waitFor();
	await page.screenshot({ path: seen('languages') });
	await page.getByText('Hebrew, עברית (he)').click();
	await editor.closeNode();
});

test('a test event of the trigger shows what it would start the workflow with', async () => {
	const { editor, stage } = running;
	const [job] = stage.koldan.jobs.seed(1);
	const id = await stage.n8n.importWorkflow(pollingWorkflow(), { koldanApi: stage.credential });
	await editor.openWorkflow(id);
	await editor.openNode('Koldan Trigger');
	await editor.testId('trigger-execute-button').click();
	await editor.testId('output-panel').getByText('JSON', { exact: true }).click();
	await editor.waitForText(editor.testId('output-panel'), job.id);
	await editor.page.screenshot({ path: seen('test-event') });
	await editor.closeNode();
});
