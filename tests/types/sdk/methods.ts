// The fourteen calls, ours beside the official SDK's.
import type Anthropic from '@anthropic-ai/sdk';
import type { Environments, Work } from 'leasehold';

type Theirs = Anthropic['beta']['environments'];

/** A call's name, and its method here and there. */
export interface Methods {
  'environments.create': [Environments['create'], Theirs['create']];
  'environments.retrieve': [Environments['retrieve'], Theirs['retrieve']];
  'environments.update': [Environments['update'], Theirs['update']];
  'environments.list': [Environments['list'], Theirs['list']];
  'environments.delete': [Environments['delete'], Theirs['delete']];
  'environments.archive': [Environments['archive'], Theirs['archive']];
  'work.retrieve': [Work['retrieve'], Theirs['work']['retrieve']];
  'work.update': [Work['update'], Theirs['work']['update']];
  'work.list': [Work['list'], Theirs['work']['list']];
  'work.ack': [Work['ack'], Theirs['work']['ack']];
  'work.heartbeat': [Work['heartbeat'], Theirs['work']['heartbeat']];
  'work.poll': [Work['poll'], Theirs['work']['poll']];
  'work.stats': [Work['stats'], Theirs['work']['stats']];
  'work.stop': [Work['stop'], Theirs['work']['stop']];
}
