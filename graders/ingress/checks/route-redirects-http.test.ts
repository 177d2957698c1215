import { prove } from '../../../test/prove.ts';
import routeRedirectsHttp from './route-redirects-http.ts';

await prove(import.meta.url, routeRedirectsHttp);
