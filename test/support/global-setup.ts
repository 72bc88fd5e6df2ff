import { beginTestRun } from './test-run';

export default beginTestRun;
