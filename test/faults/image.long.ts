import './between.ts';
import { imageBench, imageSchedules, tellImage } from './image.ts';
import { proveFaults } from './prove.ts';

proveFaults({ during: 'while an image is looked at', open: imageBench, schedules: imageSchedules(true), tell: tellImage, usually: 300 });
