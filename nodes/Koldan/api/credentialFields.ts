/** The fields that both types of credentials have: which server it is, and what its notifications are signed with. */
import type { INodeProperties } from 'n8n-workflow';

export const serverFields: INodeProperties[] = [
	{
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		default: 'https://koldan.dixilang.com',
		required: true,
		description:
			'Where your Koldan server is. Many organisations have an address of their own, such as https://acme-koldan.dixilang.com.',
	},
	{
		displayName: 'Tenant ID',
		name: 'tenantId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3f2b8c1a-5d4e-4f6a-8b7c-9d0e1f2a3b4c',
		description:
			'Only if Koldan gave you one. Leave it empty if your organisation has an address of its own.',
	},
	{
		displayName: 'Webhook Secret',
		name: 'webhookSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'Optional. Koldan signs its notifications with it, so that n8n knows they are real. Leave it empty and each notification gets a random one.',
	},
];
