import { createHmac } from 'node:crypto';
import { isSigned } from '../../../nodes/Koldan/webhooks/delivery';
import { ownWebhook } from '../../../nodes/Koldan/webhooks/registration';
import {
	newSeed,
	sharedToken,
	signingSecret,
	PROOF_HEADER,
	tokenFor,
} from '../../../nodes/Koldan/webhooks/tokens';

const URL = 'https://n8n.example.com/webhook/1/webhook';
const seed = newSeed();

describe('the secrets of webhooks', () => {
	test('have a key of their own for each purpose', () => {
		const key = 'signing';
		const derived = [
			signingSecret(seed),
			tokenFor(seed, key).split('.')[1],
			sharedToken(seed, key).split('.')[1],
			createHmac('sha256', seed).update(key).digest('hex'),
			createHmac('sha256', Buffer.from(seed, 'hex')).update(key).digest('hex'),
		];
		expect(new Set(derived).size).toBe(derived.length);
	});

	test.each([`address:${URL}`, URL, `shared.${URL}`, 'shared token', ''])(
		'let nobody who received a shared token sign the body "%s"',
		(text) => {
			const token = sharedToken('any long text', URL);
			const delivery = {
				headers: { 'x-signature': token, 'x-other': token.split('.')[1] },
				rawBody: Buffer.from(text),
			};
			expect(isSigned(delivery, 'any long text')).toBe(false);
		},
	);

	test('of one seed differ from those of another', () => {
		expect(signingSecret(newSeed())).not.toBe(signingSecret(seed));
		expect(tokenFor(newSeed(), 'a')).not.toBe(tokenFor(seed, 'a'));
	});

	test('go into a webhook: the credential’s secret if there is one, the seed’s otherwise', () => {
		const headers = { [PROOF_HEADER]: tokenFor(seed, 'job') };
		expect(ownWebhook(URL, seed, 'job', 'mine')).toEqual({ url: URL, secret: 'mine', headers });
		expect(ownWebhook(URL, seed, 'job', '').secret).toBe(signingSecret(seed));
	});
});
