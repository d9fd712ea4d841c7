import { createHmac } from 'node:crypto';
import { sourceOf } from '../../../nodes/Koldan/triggers/deliverySource';
import {
	newSeed,
	sharedToken,
	signingSecret,
	tokenFor,
} from '../../../nodes/Koldan/webhooks/tokens';

const URL = 'https://n8n.example.com/webhook/1/webhook';
const JOB = 'd1e2f3a4-b5c6-7890-abcd-ef1234567890';
const SECRET = 'any long text';
const seed = newSeed();
const body = JSON.stringify({ data: { id: JOB.toUpperCase(), file: { id: JOB } } });
const hmac = (secret: string, encoding: 'hex' | 'base64' = 'hex', text = body) =>
	createHmac('sha256', secret).update(text).digest(encoding);

const source = (headers: Record<string, string>, secret = SECRET, text = body) =>
	sourceOf({ headers, rawBody: Buffer.from(text) }, URL, seed, secret);

const token = (value: string) => ({ 'x-koldan-n8n-token': value });

describe('the source of a delivery', () => {
	test('is a registration whose token names the job, whatever the body says', () => {
		const expected = { kind: 'registered', jobId: JOB };
		expect(source(token(tokenFor(seed, JOB)), SECRET, 'no JSON')).toEqual(expected);
		expect(source(token(tokenFor(seed, JOB)), '')).toEqual(expected);
	});

	test('is Koldan, by any form of signature, and the body names the jobs once each', () => {
		const signed = { kind: 'signed', jobIds: [JOB] };
		expect(source({ 'x-signature': hmac(SECRET) })).toEqual(signed);
		expect(source({ 'x-other': `sha256=${hmac(SECRET, 'base64')}` })).toEqual(signed);
		expect(source({ 'x-other': `t=1,v1=${hmac(SECRET).toUpperCase()}` })).toEqual(signed);
		expect(source({ 'x-signature': hmac(signingSecret(seed)) }, '')).toEqual(signed);
	});

	test('is Koldan, by the token that the credential’s secret gives for this address', () => {
		expect(source(token(sharedToken(SECRET, URL)))).toMatchObject({ kind: 'signed' });
		expect(source(token(sharedToken(SECRET, `${URL}/?x=1`)))).toMatchObject({ kind: 'signed' });
	});

	test.each([
		['nothing', {}],
		['an empty token', token('')],
		['the key alone', token(`${JOB}.`)],
		['a token of another seed', token(tokenFor(newSeed(), JOB))],
		['a token of another job', token(tokenFor(seed, JOB).replace(JOB, JOB.replace('d', 'e')))],
		['a signature over another body', { 'x-signature': hmac(SECRET, 'hex', 'other') }],
		['a signature with another secret', { 'x-signature': hmac('guess') }],
		['the shared token of another address', token(sharedToken(SECRET, 'https://n8n.example.com/'))],
		['the shared token of no secret', token(sharedToken('', URL))],
		[
			'the shared token of an address as the signature of a body that says the same',
			{ 'x-signature': sharedToken(SECRET, URL).replace('shared.', '') },
			`address:${URL}`,
		],
	])('is unknown with %s', (_, headers, text = body) => {
		expect(source(headers, SECRET, text)).toEqual({ kind: 'unknown' });
	});

	test('is unknown with the random secret of the trigger when the credential has one', () => {
		expect(source({ 'x-signature': hmac(signingSecret(seed)) })).toEqual({ kind: 'unknown' });
		expect(source(token(sharedToken('', URL)), '')).toEqual({ kind: 'unknown' });
	});

	test('looks into ten ids of a body at most', () => {
		const many = Array.from({ length: 50 }, (_, index) => JOB.slice(0, -2) + String(10 + index));
		const text = many.join(' ');
		expect(source({ 'x-signature': hmac(SECRET, 'hex', text) }, SECRET, text)).toEqual({
			kind: 'signed',
			jobIds: many.slice(0, 10),
		});
	});
});
