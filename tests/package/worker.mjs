// Runs the exercise in workerd: the request says where, the response says what it saw.
import { exercise } from './exercise.mjs';

export default {
  async fetch(request) {
    try {
      return Response.json(await exercise(await request.json()));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
