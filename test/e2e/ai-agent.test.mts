/** An AI agent with a scripted model, in a real n8n, that uses the Koldan node as docs/ai-agents.md says. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startChatModel } from '../fixtures/chat-model.mts';
import type { ChatModel, ChatRequest } from '../fixtures/chat-model.mts';
import { makeWav } from '../fixtures/wav.mts';
import { outputOf } from '../n8n/client.mts';
import { useN8n } from '../suites/use-n8n.mts';
import { connect, koldanNode, node } from '../suites/waiting/workflow.mts';

const running = useN8n();
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'ai-agents.md');
const TRIGGER = 'When chat message received';

let model: ChatModel;
afterEach(async () => await model?.close());

const toolAnswers = ({ requests }: ChatModel): string[] =>
	requests
		.flatMap(({ messages }) => messages)
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => String(content));

/** The workflow of the document: a chat, an agent, and the Koldan node as its tool. */
async function publishAgent(
	credential: string,
	tool: Record<string, string>,
	script: (request: ChatRequest) => object,
): Promise<{ id: string; chat: string }> {
	model = await startChatModel((request) => {
		const done = request.messages.some(({ role }) => role === 'tool');
		const name = request.tools?.[0].function.name ?? '';
		return done
			? { text: 'Here you are' }
			: { calls: [{ tool: name, arguments: script(request) }] };
	});
	const openAi = await running.n8n.importCredentials({
		name: 'Model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	const webhookId = crypto.randomUUID();
	const langchain = '@n8n/n8n-nodes-langchain';
	const id = await running.n8n.importWorkflow(
		{
			name: 'Agent',
			nodes: [
				node(
					TRIGGER,
					`${langchain}.chatTrigger`,
					1.1,
					0,
					{ public: true, options: { allowFileUploads: true, responseMode: 'lastNode' } },
					{ webhookId },
				),
				node('Agent', `${langchain}.agent`, 3, 1, { options: {} }),
				node(
					'Model',
					`${langchain}.lmChatOpenAi`,
					1.2,
					2,
					{ model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
					{ credentials: { openAiApi: { id: '', name: 'Model' } } },
				),
				koldanNode(
					3,
					'upload',
					{ outputFormat: 'text', ...tool },
					{
						type: 'n8n-nodes-koldan.koldanTool',
					},
				),
			],
			connections: {
				...connect(TRIGGER, 'Agent'),
				Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
				Koldan: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
		{ koldanApi: credential, openAiApi: openAi },
	);
	await running.n8n.publish(id);
	return { id, chat: `/webhook/${webhookId}/chat` };
}

/** The execution that a message has started, when it has ended. */
async function ended(workflow: string) {
	const [{ id }] = await running.n8n.executions(workflow);
	return await running.n8n.waitForExecution(id);
}

test('transcribes a recording that a chat message brought', async () => {
	const scene = await running.stage.open({
		jobDurationMs: 500,
		outcome: ({ name }) => ({ status: 'COMPLETED', result: { text: `What ${name} says` } }),
	});
	const document = await readFile(DOCUMENT, 'utf8');
	const [, expression] = /`(\{\{ \$\('When chat message received'\)[^`]+)`/.exec(document) ?? [];
	const agent = await publishAgent(
		scene.credential,
		{ source: 'file', binaryPropertyName: `=${expression}` },
		() => ({}),
	);

	const form = new FormData();
	form.set('action', 'sendMessage');
	form.set('sessionId', 'one');
	form.set('chatInput', 'What does this say?');
	form.set('files', new Blob([makeWav({ seconds: 0.2 })], { type: 'audio/wav' }), 'note.wav');
	const answer = await running.n8n.request<{ output: string }>('POST', agent.chat, form);

	const execution = await ended(agent.id);
	expect(execution.data.resultData.error?.message).toBeUndefined();
	expect(answer.output).toBe('Here you are');
	expect(outputOf(execution, 'Agent')[0].json).toMatchObject({ output: 'Here you are' });
	expect(toolAnswers(model).join()).toContain('What note.wav says');
	expect(scene.koldan.jobs.list()).toHaveLength(1);
	expect(scene.koldan.jobs.list()[0].webhook).toBeNull();
});

test('transcribes from an address that the model fills in', async () => {
	const scene = await running.stage.open({
		jobDurationMs: 500,
		outcome: { status: 'COMPLETED', result: { text: 'What the address says' } },
	});
	const address = 'https://example.com/meeting.mp3';
	const agent = await publishAgent(
		scene.credential,
		{ source: 'uri', uri: "={{ $fromAI('URL', 'The address', 'string') }}" },
		() => ({ URL: address }),
	);
	await running.n8n.request('POST', agent.chat, {
		action: 'sendMessage',
		sessionId: 'two',
		chatInput: `Transcribe ${address}`,
	});

	const execution = await ended(agent.id);
	expect(execution.data.resultData.error?.message).toBeUndefined();
	expect(toolAnswers(model).join()).toContain('What the address says');
	const [job] = scene.koldan.jobs.list();
	expect(scene.koldan.files.get(job.fileId)).toMatchObject({ uri: address });
});
