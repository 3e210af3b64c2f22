/** The worker an experiment runs in. The server sends it with a policy of its own: it can load code of this site and reach nothing else. */
import { serveExperiments } from '@galley/claims/worker';
import { experimentsOf } from '@galley/catalog/experiments';

serveExperiments(experimentsOf);
