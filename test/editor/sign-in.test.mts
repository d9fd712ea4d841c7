/** A person signs in with OAuth2, in a browser: from the credential's button over the sign-in service and back. */
import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { credentialOf } from '../suites/waiting/stage.mts';
import { seen, useEditor } from './support/use-editor.mts';

const running = useEditor();
let koldan: KoldanServer;

beforeAll(async () => {
	const redirectUri = `${running.stage.n8n.url}/rest/oauth2-credential/callback`;
	koldan = await startKoldanServer({ recognizer: 'simulation', issuer: { redirectUri } });
});
afterAll(async () => await koldan?.close());

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
			scopes: 'openid offline_access',
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
	expect(koldan.issuer?.tokens).toEqual({ authorization_code: 1 });
});
