/** Tests a credential as n8n does when it is saved: by the function that the node names, in the context that n8n gives it. */
import './environment.mts';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import { Koldan } from '../../../nodes/Koldan/Koldan.node';
import { additionalData, koldanApi } from './additional-data.mts';
import { listen } from './log.mts';

export async function testCredential(
	credentials: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	listen();
	const node = new Koldan();
	const name = node.description.credentials?.[0]
		.testedBy as keyof typeof node.methods.credentialTest;
	const surroundings = additionalData({ credentials });
	const data = await surroundings.credentialsHelper.getDecrypted(
		surroundings,
		{ id: '1', name: '' },
		koldanApi.name,
		'internal',
	);
	return await node.methods.credentialTest[name].call(new CredentialTestContext(surroundings), {
		id: '1',
		name: 'Koldan account',
		type: koldanApi.name,
		data,
	});
}
