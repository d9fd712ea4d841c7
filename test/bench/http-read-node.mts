import type { INode } from 'n8n-workflow';

import { WITH_CREDENTIAL } from '../suites/large-recording.mts';
import { node } from '../suites/waiting/workflow.mts';

/**
 * n8n's own HTTP Request node that reads a transcription, with our credential.
 *
 * @param id an expression for its ID
 */
export const httpReadNode = (
	name: string,
	position: number,
	koldanUrl: string,
	id: string,
): INode =>
	node(
		name,
		'httpRequest',
		4.2,
		position,
		{
			url: `=${koldanUrl}/api/v1/speech-services/transcriptions/${id}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'koldanApi',
			options: {},
		},
		WITH_CREDENTIAL,
	);
