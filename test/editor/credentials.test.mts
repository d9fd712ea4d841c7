/** Credentials in n8n's editor: chosen and made in a node, tested, and signed in with in a browser. */
import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import type { WorkflowFile } from '../n8n/client.mts';
import { until } from '../n8n/patience.mts';
import { credentialOf } from '../suites/waiting/stage.mts';
import { importExample } from './support/stage.mts';
import { seen, useEditor } from './support/use-editor.mts';

const running = useEditor();
let koldan: KoldanServer;

beforeAll(async () => {
	const redirectUri = `${running.stage.n8n.url}/rest/oauth2-credential/callback`;
	koldan = await startKoldanServer({ recognizer: 'simulation', issuer: { redirectUri } });
});
afterAll(async () => await koldan?.close());

const EXAMPLE = 'transcribe-a-recording.json';

/** Opens the example's Koldan node. Its credential is the API key of the stage. */
async function openKoldanNode(): Promise<string> {
	const { id } = await importExample(running.stage, EXAMPLE);
	await running.editor.openWorkflow(id);
	await running.editor.openNode('Transcribe');
	return id;
}

/** What the node has chosen, as the editor shows it. */
async function waitForChoice(name: RegExp): Promise<void> {
	const { editor } = running;
	const choice = editor.testId('node-credentials-select').locator('input').first();
	let shown = '';
	await until(
		() => `${String(name)} chosen, not ${shown}`,
		async () => {
			shown = await choice.inputValue();
			return name.test(shown) || undefined;
		},
	);
}

async function choose(name: string | RegExp): Promise<void> {
	const { editor } = running;
	await editor.testId('node-credentials-select').first().click();
	await editor.page.getByText(name).last().click();
}

/** Waits until the node is saved with this way to sign in (the usual one is not saved) and a credential of this type. */
async function waitForSaved(
	workflow: string,
	wanted: { authentication: string | undefined; type: string },
): Promise<void> {
	const { n8n } = running.stage;
	let saved: object = {};
	await until(
		() => `${JSON.stringify(wanted)}, not ${JSON.stringify(saved)}`,
		async () => {
			const { nodes } = await n8n.request<WorkflowFile>('GET', `/rest/workflows/${workflow}`);
			const { parameters, credentials = {} } =
				nodes.find(({ name }) => name === 'Transcribe') ?? {};
			saved = { authentication: parameters?.authentication, type: Object.keys(credentials).join() };
			return JSON.stringify(saved) === JSON.stringify(wanted) || undefined;
		},
	);
}

test('of both types are offered in the node, and with one the way to sign in is chosen', async () => {
	const { editor, stage } = running;
	await stage.n8n.importCredentials({ ...credentialOf(koldan), name: 'Koldan sign-in' });
	const workflow = await openKoldanNode();
	await waitForChoice(/^Koldan account$/);
	await choose('Koldan sign-in');
	await waitForChoice(/^Koldan sign-in$/);
	await editor.page.keyboard.press('Control+s');
	await waitForSaved(workflow, { authentication: 'oAuth2', type: 'koldanOAuth2Api' });
	await choose('Koldan account');
	await waitForChoice(/^Koldan account$/);
	await editor.page.keyboard.press('Control+s');
	await waitForSaved(workflow, { authentication: undefined, type: 'koldanApi' });
	await editor.closeNode();
});

describe('made in the node', () => {
	const MADE: Array<[type: string, fields: () => Record<string, string>]> = [
		['API Key or Token', () => ({ apiKey: koldan.apiKey, baseUrl: koldan.url })],
		[
			'OAuth2',
			() => ({
				accessTokenUrl: koldan.issuer?.tokenUrl ?? '',
				clientId: koldan.issuer?.clientId ?? '',
				clientSecret: koldan.issuer?.clientSecret ?? '',
				baseUrl: koldan.url,
			}),
		],
	];

	test.each(MADE)('with %s, they are chosen there and work', async (type, fields) => {
		const { editor } = running;
		await openKoldanNode();
		await choose('Create new credential');
		const modal = editor.testId('editCredential-modal');
		await modal.waitFor();
		if (type === 'OAuth2') {
			await modal.getByText('API Key or Token').first().click();
			await editor.page.getByText('OAuth2', { exact: true }).last().click();
		}
		for (const [name, value] of Object.entries(fields()))
			await editor.testId(`parameter-input-${name}`).locator('input').fill(value);
		await editor.page.screenshot({ path: seen(`new-credential-${type.split(' ')[0]}`) });
		await editor.testId('credential-save-button').click();
		await waitForChoice(/^Koldan account \d$/);
		// It closes by itself, but not where somebody may have to sign in.
		const close = modal.locator('.el-dialog__close').first();
		await until('closed window', async () => {
			if (!(await modal.isVisible())) return true;
			await close.click({ timeout: 1_000 }).catch(() => {});
			return undefined;
		});
		// Koldan's own list of models comes with it.
		await editor.testId('resource-locator-model').locator('input').last().click();
		await editor.page.getByText('Hebrew General (he, en)').click();
		await editor.closeNode();
	});
});

test('“Connect my account” leads to the sign-in service, and back to a connected account', async () => {
	const { editor, stage } = running;
	const { page } = editor;
	const file = credentialOf(koldan);
	const id = await stage.n8n.importCredentials({
		...file,
		name: 'Koldan of a person',
		data: {
			...file.data,
			grantType: 'pkce',
			authUrl: koldan.issuer?.authorizationUrl ?? '',
			requestedScope: 'openid offline_access',
		},
	});
	await editor.openCredential(id);
	await editor.waitForText(
		editor.testId('editCredential-modal'),
		'/rest/oauth2-credential/callback',
	);
	const [popup] = await Promise.all([
		page.waitForEvent('popup'),
		page
			.getByRole('button', { name: /connect/i })
			.first()
			.click(),
	]);
	await popup.fill('input[name=login]', 'dana');
	await popup.fill('input[name=password]', 'any');
	await popup.click('button[type=submit]');
	await popup.getByText('Authorize').waitFor();
	const closed = popup.waitForEvent('close');
	await popup.click('button[type=submit]');
	await closed;
	await editor.waitForText(editor.testId('editCredential-modal'), /account connected/i);
	await page.screenshot({ path: seen('signed-in') });
	expect(koldan.issuer?.tokens).toMatchObject({ authorization_code: 1 });
});

test('the credential’s test says in a sentence what is wrong', async () => {
	const { editor, stage } = running;
	const { page } = editor;
	const { apiKey, url } = stage.koldan;
	await editor.openCredential(stage.credential);
	const modal = editor.testId('editCredential-modal');
	const fields = (name: string) => editor.testId(`parameter-input-${name}`).locator('input');
	const save = async (name: string, value: string, words: RegExp) => {
		await fields(name).fill(value);
		await editor.testId('credential-save-button').click();
		const details = modal.getByText('More details');
		await until(
			() => String(words),
			async () => {
				if (await details.isVisible()) await details.click();
				return words.test(await modal.innerText()) || undefined;
			},
		);
	};
	await save('apiKey', `kk-${'0'.repeat(64)}`, /Koldan did not accept the API key/);
	await page.screenshot({ path: seen('credential-refused') });
	await save('apiKey', apiKey, /Connection tested successfully/);
	await save('baseUrl', 'http://127.0.0.1:1', /could not be reached|can’t be reached|not answer/i);
	await page.screenshot({ path: seen('credential-unreachable') });
	await save('baseUrl', url, /Connection tested successfully/);
});
